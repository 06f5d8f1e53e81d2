import { Controller, Get, Header } from '@nestjs/common';

/** `GET /` of the two public origins. Older clients poll it; it says no more than that the process answers. */
@Controller()
export class HeartbeatController {
  @Get()
  @Header('cache-control', 'no-store')
  read(): { readonly status: 'HEALTHY'; readonly current_time: string } {
    return { status: 'HEALTHY', current_time: new Date().toISOString() };
  }
}
