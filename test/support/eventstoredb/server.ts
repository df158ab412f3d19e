import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { Empty, MaximumAppendSizeExceeded, UUID } from '@eventstore/db-client/generated/shared_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { Line } from './line';
import { MemoryLog, type ProposedEvent } from './memory-log';
import { appendAnswer, appendError, expectedOf, proposedEvent, sizeOf, streamNameOf } from './messages';
import { answerRead } from './reading';

const MAX_APPEND_BYTES = 1024 * 1024;

/** What goes wrong while it is switched on. */
export interface Faults {
  /** As a server right after its start: nothing is answered yet. */
  notReady: boolean;
  /** Subscriptions stay open, and give nothing. */
  mute: boolean;
  /** So many appends are written, and the connection breaks before they are answered. */
  unknownOutcomes: number;
  /** This node does not lead: who asks for the leader is told who does. */
  leader: { readonly host: string; readonly port: number } | undefined;
  /** The next subscriptions are ended as too slow for live events. */
  tooSlow: number;
  /** So many of the last records this node does not have yet. */
  lag: number;
}

/** A server in this process that speaks as much of the protocol as Letopis uses, and fails on demand. */
export class TestServer {
  readonly faults: Faults = { notReady: false, mute: false, unknownOutcomes: 0, leader: undefined, tooSlow: 0, lag: 0 };
  /** The nodes of its cluster, as gossip tells them, the leader first. */
  members: readonly TestServer[] = [this];
  private readonly server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });

  private constructor(readonly log: MemoryLog) {}

  /** Without credentials: without TLS. */
  static async start(log = new MemoryLog(), credentials = ServerCredentials.createInsecure()): Promise<TestServer> {
    const started = new TestServer(log);
    started.addServices();
    const port = await new Promise<number>((resolve, reject) => {
      started.server.bindAsync('127.0.0.1:0', credentials, (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    started.line = await Line.to(port);
    return started;
  }

  line!: Line;
  /** As `user:password`; undefined where nobody is asked. */
  user: string | undefined;

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.line.address.port}?tls=false`;
  }

  async close(): Promise<void> {
    await this.line.cut();
    this.server.forceShutdown();
  }

  private lets({ metadata }: { readonly metadata: Metadata }): boolean {
    const [given] = metadata.get('authorization');
    return this.user === undefined || given === `Basic ${Buffer.from(this.user).toString('base64')}`;
  }

  private addServices(): void {
    this.server.addService(StreamsService, {
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
        const { notReady, leader } = this.faults;
        if (!this.lets(call)) call.emit('error', serverError(status.UNAUTHENTICATED, 'Access Denied'));
        else if (notReady) call.emit('error', serverError(status.UNAVAILABLE, 'Server Is Not Ready'));
        else if (leader && asksLeader(call)) call.emit('error', notLeader(leader));
        else answerRead(call, this.log, this.faults);
      },
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
        if (this.lets(call)) this.answerAppends(call);
        else call.emit('error', serverError(status.UNAUTHENTICATED, 'Access Denied'));
      },
    });
    this.server.addService(ServerFeaturesService, {
      getSupportedMethods: (_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>) => {
        const method = new SupportedMethod()
          .setServiceName('event_store.client.streams.streams')
          .setMethodName('batchappend');
        answer(null, new SupportedMethods().setEventStoreServerVersion('23.10.8.0').setMethodsList([method]));
      },
    });
    this.server.addService(GossipService, {
      read: (_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) => {
        answer(null, new ClusterInfo().setMembersList(this.members.map(memberInfo)));
      },
    });
  }

  private answerAppends(call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
    const begun = new Map<string, { readonly options: BatchAppendReq.Options; readonly events: ProposedEvent[] }>();
    call.on('data', (request: BatchAppendReq) => {
      const id = request.getCorrelationId()?.getString() ?? '';
      const options = request.getOptions();
      if (options) begun.set(id, { options, events: [] });
      const append = begun.get(id);
      append?.events.push(...request.getProposedMessagesList().map(proposedEvent));
      if (!append || !request.getIsFinal()) return;
      begun.delete(id);
      this.answerAppend(call, request, append.options, append.events);
    });
    call.on('end', () => {
      call.end();
    });
    call.on('error', () => undefined);
  }

  private answerAppend(
    call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
    request: BatchAppendReq,
    options: BatchAppendReq.Options,
    events: readonly ProposedEvent[],
  ): void {
    const stream = streamNameOf(options.getStreamIdentifier());
    const { faults } = this;
    if (faults.leader && asksLeader(call)) {
      call.emit('error', notLeader(faults.leader));
      return;
    }
    if (faults.notReady) {
      call.write(appendError(request, stream, 'Server Is Not Ready', new Empty(), 'google.protobuf.Empty'));
      return;
    }
    if (events.reduce((sum, event) => sum + sizeOf(event), 0) > MAX_APPEND_BYTES) {
      const exceeded = new MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_BYTES);
      call.write(appendError(request, stream, 'too large', exceeded, 'event_store.client.MaximumAppendSizeExceeded'));
      return;
    }
    const outcome = this.log.append(stream, events, expectedOf(options));
    if (faults.unknownOutcomes > 0) {
      faults.unknownOutcomes -= 1;
      void this.line.cut().then(() => this.line.restore());
      return;
    }
    // As the real one, which answers after the disk has it.
    setImmediate(() => call.write(appendAnswer(request, stream, outcome)));
  }
}

const serverError = (code: status, details: string, metadata = new Metadata()): Error =>
  Object.assign(new Error(details), { code, details, metadata });

const asksLeader = ({ metadata }: { readonly metadata: Metadata }): boolean =>
  metadata.get('requires-leader')[0] === 'true';

const notLeader = ({ host, port }: { readonly host: string; readonly port: number }): Error => {
  const trailers = new Metadata();
  trailers.set('exception', 'not-leader');
  trailers.set('leader-endpoint-host', host);
  trailers.set('leader-endpoint-port', String(port));
  return serverError(status.NOT_FOUND, 'Leader info available', trailers);
};

const memberInfo = ({ line, faults }: TestServer): MemberInfo =>
  new MemberInfo()
    .setInstanceId(new UUID().setString(randomUUID()))
    .setTimeStamp('0')
    .setState(faults.leader ? MemberInfo.VNodeState.FOLLOWER : MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new EndPoint().setAddress(line.address.host).setPort(line.address.port));
