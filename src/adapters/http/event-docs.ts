import { ApiProperty } from '@nestjs/swagger';

/** What OpenAPI says of events. */

export class EventItemModel {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ example: 'OfferLinesRefused' })
  readonly type: string;

  @ApiProperty()
  readonly stream: string;

  @ApiProperty({ type: 'integer', description: 'The place in the stream, from 0' })
  readonly revision: number;

  @ApiProperty({ description: 'The place in the log', example: '1200' })
  readonly position: string;

  @ApiProperty({ format: 'date-time', description: "When it happened in the client's world" })
  readonly occurredAt: string;

  @ApiProperty({ format: 'date-time', description: 'When the store took it' })
  readonly recordedAt: string;

  @ApiProperty({ type: Object, additionalProperties: true, description: 'By type: see the event catalogue' })
  readonly data: object;

  @ApiProperty({ type: Object, additionalProperties: true, description: 'Who, how, and after what' })
  readonly metadata: object;
}

export class EventPageModel {
  @ApiProperty({ type: [EventItemModel] })
  readonly items: readonly EventItemModel[];

  @ApiProperty({ type: String, nullable: true, description: 'What to ask for with after, now or later' })
  readonly next: string | null;
}

export class StreamPageModel {
  @ApiProperty({ type: [EventItemModel] })
  readonly items: readonly EventItemModel[];

  @ApiProperty({ type: 'integer', nullable: true, description: 'What to ask for with from; null at the end' })
  readonly next: number | null;
}
