import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { StoreHealth } from '../../application/log/event-store';
import type { Unfinished } from '../../application/upkeep/heal';
import type { UpkeepHealth } from '../../application/upkeep/upkeep';
import { isServing } from '../../application/projecting/projector';
import { routes } from './commands/routes';
import { QueryController } from './protocol/ports';
import { allGenerations, generationItem, positionText, projectionItem } from './projections/projection-items';
import { refTo } from './protocol/schemas';

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

const storesAway = { ready: false, head: null, trouble: AWAY, projections: [], generations: [], broken: [] };

/** What is there, and how it is. */
@ApiTags('service')
@Controller()
export class ServiceController extends QueryController {
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
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { eventStore, upkeep, readOnly } = this.ports;
    const asked = upkeep.health().then(asUpkeep);
    const log = await eventStore.health().then(asLog, () => noLog);
    const stores = await this.stores().catch(() => storesAway);
    if (!stores.ready) void reply.code(503).header('retry-after', '5');
    return { live: true, readOnly, ...stores, log, upkeep: await asked };
  }

  private async stores() {
    const { eventStore, projector, broken } = this.ports;
    const [head, states] = await Promise.all([eventStore.head(), projector.state()]);
    const isWaiting = projector.lastTrouble !== undefined;
    const beside = (await allGenerations(this.ports)).filter(({ state }) => state !== 'live');
    return {
      ready: !isWaiting && states.every(isServing),
      head: positionText(head),
      trouble: isWaiting ? AWAY : null,
      projections: states.map(projectionItem),
      generations: beside.map(generationItem),
      broken,
    };
  }
}
