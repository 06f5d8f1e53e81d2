// Decorators need the metadata API before any class is defined; Nest must be evaluated once, before specs import parts of it.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
