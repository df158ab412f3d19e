import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { StoreHealth } from '../../application/log/event-store';
import type { Unfinished } from '../../application/upkeep/heal';
import type { UpkeepHealth } from '../../application/upkeep/upkeep';
import { isServing } from '../../application/projecting/projector';
import { generationStates } from '../../application/rebuilding/builds';
import { routes } from './commands/routes';
import { HTTP_PORTS, type HttpPorts } from './protocol/ports';
import { generationItem, positionText, projectionItem } from './projections/projection-items';
import { refTo } from './protocol/schemas';

interface Health {
  readonly live: boolean;
  readonly ready: boolean;
  readonly readOnly: boolean;
  readonly head: string | null;
  readonly log: object;
  readonly trouble: string | null;
  readonly projections: readonly object[];
  readonly generations: readonly object[];
  readonly broken: readonly object[];
  readonly upkeep: object;
}

const asLog = ({ connected, silentSince }: StoreHealth): object => ({ connected, silentSince: silentSince ?? null });

const AWAY = 'A store is away or busy';

const asRefused = ({ position, ...unfinished }: Unfinished): object => ({ ...unfinished, position: String(position) });

const asUpkeep = ({ isAtWork, troubleSince, followed, refused }: UpkeepHealth): object => ({
  atWork: isAtWork,
  trouble: troubleSince === undefined ? null : AWAY,
  troubleSince: troubleSince ?? null,
  position: positionText(followed?.position),
  lag: followed?.lag ?? null,
  lagOrMore: followed?.lagOrMore ?? false,
  refused: refused.map(asRefused),
});

const noLog = asLog({ connected: false, silentSince: undefined });

/** What is there, and how it is. */
@ApiTags('service')
@Controller()
export class ServiceController {
  constructor(@Inject(HTTP_PORTS) private readonly ports: HttpPorts) {}

  @Get()
  @ApiOperation({ operationId: 'index', summary: 'What is there.' })
  @ApiOkResponse({ description: 'Addresses with a sentence each' })
  index(): object {
    return {
      name: 'Letopis',
      documentation: '/docs',
      openapi: '/openapi.json',
      health: '/health',
      events: '/events',
      stream: '/streams/{stream}',
      projections: '/projections',
      reports: this.ports.reports.map(({ name, description: says }) => ({ get: `/reports/${name}`, says })),
      commands: Object.entries(routes).map(([command, { path, description: says }]) => {
        return { command, post: path.replaceAll(/:(\w+)/g, '{$1}'), says };
      }),
      manyCommands: '/commands',
    };
  }

  @Get('health')
  @ApiOperation({ operationId: 'health', summary: 'Whether it runs, and how far each read model is.' })
  @ApiOkResponse({ schema: refTo('HealthModel'), description: 'How it stands: also where it is not ready' })
  @ApiResponse({ status: 503, schema: refTo('HealthModel'), description: 'It runs, but is not ready' })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.state();
    if (!health.ready) void reply.code(503).header('retry-after', '5');
    return health;
  }

  /** What is beside the live tables: being filled, left half, kept. */
  private async generations() {
    const { eventStore, readStore, past } = this.ports;
    const states = await generationStates({ log: eventStore, store: readStore, projections: past.projections });
    return states.filter(({ state }) => state !== 'live');
  }

  private async state(): Promise<Health> {
    const { eventStore, projector, readOnly } = this.ports;
    const asked = this.ports.upkeep.health().then(asUpkeep);
    const log = await eventStore.health().then(asLog, () => noLog);
    try {
      const [head, states] = await Promise.all([eventStore.head(), projector.state()]);
      const upkeep = await asked;
      const trouble = projector.lastTrouble;
      return {
        live: true,
        readOnly,
        ready: trouble === undefined && states.every(isServing),
        head: positionText(head),
        log,
        trouble: trouble === undefined ? null : AWAY,
        projections: states.map(projectionItem),
        generations: (await this.generations()).map(generationItem),
        broken: this.ports.broken,
        upkeep,
      };
    } catch {
      const upkeep = await asked;
      return {
        live: true,
        ready: false,
        readOnly,
        head: null,
        log,
        trouble: AWAY,
        projections: [],
        generations: [],
        broken: [],
        upkeep,
      };
    }
  }
}
