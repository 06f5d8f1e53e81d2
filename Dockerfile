# One image for every process: `docker run tidemark dist/apps/processor/src/main.js`.
# The engines are not in it: it talks to the Kafka and PostgreSQL that its environment names.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
COPY migrations migrations
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The optional ones are the embedded PostgreSQL's binaries.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
# kafkajs asks for a negative timer now and then; Node 24 warns of each.
ENTRYPOINT ["node", "--enable-source-maps", "--disable-warning=TimeoutNegativeWarning", "--max-old-space-size=120", "--max-semi-space-size=8"]
CMD ["dist/apps/ingestion/src/main.js"]
