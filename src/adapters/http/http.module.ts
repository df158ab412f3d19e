import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Execute } from '../../application/executing/execution';
import type { Report } from '../../read-models/kit/report';
import { findReport } from '../../read-models/lists/find';
import { lists } from '../../read-models/lists/lists';
import { commandHandlers, EXECUTE } from './commands/command-classes';
import { BatchController } from './commands/batch-controller';
import { CommandDoor } from './commands/command-door';
import { commandControllers } from './commands/command-controllers';
import { EventsController } from './questions/events-controller';
import { listController } from './questions/list-controller';
import { HTTP_PORTS, type HttpPorts } from './protocol/ports';
import { ProjectionsController } from './projections/projections-controller';
import { ProposalController } from './questions/proposal-controller';
import { reportController } from './questions/report-controller';
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
    ProposalController,
    EventsController,
    ProjectionsController,
    ...commandControllers(),
  ],
  providers: [CommandDoor, ...providers],
});
