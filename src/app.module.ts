import { Module, type DynamicModule } from '@nestjs/common';
import { HttpModule } from './adapters/http/http.module';
import type { HttpPorts } from './adapters/http/ports';
import type { Execute } from './application/executing/execution';

/** What the program is composed of; entry points open the stores and pass them in. */
export interface AppPorts extends HttpPorts {
  readonly execute: Execute;
}

@Module({})
export class AppModule {
  static with({ execute, ...ports }: AppPorts): DynamicModule {
    return { module: AppModule, imports: [HttpModule.with(execute, ports)] };
  }
}
