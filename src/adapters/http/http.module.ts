import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Execute } from '../../application/executing/execution';
import type { Report } from '../../read-models/report';
import { findReport } from '../../read-models/lists/find';
import { lists } from '../../read-models/lists/lists';
import { commandHandlers, EXECUTE } from './command-classes';
import { CandidatesController } from './candidates-controller';
import { BatchController } from './batch-controller';
import { CommandDoor } from './command-door';
import { commandControllers } from './command-controllers';
import { EventsController } from './events-controller';
import { listController } from './list-controller';
import { HTTP_PORTS, type HttpPorts } from './ports';
import { ProjectionsController } from './projections-controller';
import { reportController } from './report-controller';
import { ServiceController } from './service-controller';

/** The routes of commands and queries, and the bus between. */
@Module({})
export class HttpModule {
  static with(execute: Execute, ports: HttpPorts): DynamicModule {
    return moduleOf(ports.reports, [
      { provide: EXECUTE, useValue: execute },
      { provide: HTTP_PORTS, useValue: ports },
      ...commandHandlers,
    ]);
  }

  /** The routes alone, without a service: for Nest's preview mode. */
  static routesAlone(reports: readonly Report[]): DynamicModule {
    return moduleOf(reports, [{ provide: HTTP_PORTS, useValue: {} }]);
  }
}

const moduleOf = (reports: readonly Report[], providers: Provider[]): DynamicModule => ({
  module: HttpModule,
  imports: [CqrsModule.forRoot()],
  controllers: [
    ServiceController,
    BatchController,
    reportController(reports),
    listController(lists, findReport),
    EventsController,
    ProjectionsController,
    CandidatesController,
    ...commandControllers(),
  ],
  providers: [CommandDoor, ...providers],
});
