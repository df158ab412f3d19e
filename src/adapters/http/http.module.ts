import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { commandHandlers, EXECUTE } from '../../application/commands/perform';
import type { Execute } from '../../application/execution';
import { commandControllers } from './command-controllers';
import { EventsController } from './events-controller';
import { HTTP_PORTS, type HttpPorts } from './ports';
import { reportController } from './report-controller';
import { ServiceController } from './service-controller';

/** The routes of commands and queries, and the bus between. */
@Module({})
export class HttpModule {
  static with(execute: Execute, ports: HttpPorts): DynamicModule {
    return {
      module: HttpModule,
      imports: [CqrsModule.forRoot()],
      controllers: [ServiceController, reportController(ports.reports), EventsController, ...commandControllers()],
      providers: [
        { provide: EXECUTE, useValue: execute },
        { provide: HTTP_PORTS, useValue: ports },
        ...commandHandlers,
      ],
    };
  }
}
