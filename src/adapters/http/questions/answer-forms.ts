import { ApiOkResponse, type ApiResponseSchemaHost } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fileForms, type FileForm, type WrittenAnswer } from '../../../application/forms/written';
import type { Answer } from '../../../read-models/kit/report';
import { goneOf } from '../protocol/feed';
import type { HttpPorts } from '../protocol/ports';

const mediaTypes: Readonly<Record<FileForm, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

interface AcceptedType {
  readonly type: string;
  readonly quality: number;
}

/** The media types of an Accept header, what is liked best first. */
const acceptedIn = (header: string): readonly AcceptedType[] =>
  header
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { type, quality: Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality);

const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*']);

/** The file that a request would rather have than JSON, by its Accept header. */
export const fileAsked = ({ headers: { accept = '' } }: Pick<FastifyRequest, 'headers'>): FileForm | undefined => {
  for (const { type } of acceptedIn(accept)) {
    const form = fileForms.find((each) => mediaTypes[each] === type);
    if (form || JSON_TYPES.has(type)) return form;
  }
  return undefined;
};

/** Headers are ASCII. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const nextAddress = (url: string, next: string): string => {
  const address = new URL(url, 'http://localhost');
  address.searchParams.set('after', next);
  return `${address.pathname}${address.search}`;
};

/** Sends a file; what the reader must know, and where the next page is, stand in headers. */
const sendFile = (
  { content, notes, next }: WrittenAnswer,
  { form, name }: { readonly form: FileForm; readonly name: string },
  { url }: FastifyRequest,
  reply: FastifyReply,
): Buffer => {
  void reply
    .type(form === 'csv' ? `${mediaTypes.csv}; charset=utf-8; header=present` : mediaTypes[form])
    .header('content-disposition', `attachment; filename="${name}.${form}"`);
  // A workbook has a sheet for them.
  if (form === 'csv' && notes.length > 0) void reply.header('letopis-notes', asciiJson(notes));
  if (typeof next === 'string') void reply.header('link', `<${nextAddress(url, next)}>; rel="next"`);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
};

/** A question to a report; `name` is what the file of its answer is called. */
interface FormedQuestion {
  readonly report: string;
  readonly query: unknown;
  readonly name?: string;
}

/** Answers in JSON, or as the file that the request would rather have. */
export const answerAsAccepted = async (
  { questions }: HttpPorts,
  { report, query, name = report }: FormedQuestion,
  request: FastifyRequest,
  reply: FastifyReply,
  inJson: (answer: Answer) => object,
): Promise<object> => {
  const [gone, form] = [goneOf(request), fileAsked(request)];
  if (form === undefined) return inJson(await questions.ask(report, query, gone));
  return sendFile(await questions.write(report, query, form, gone), { form, name }, request, reply);
};

const anyText = { type: 'string' } as const;

/** An answer that comes as JSON, or as a file where Accept asks for one. */
export const ApiAnswer = (json: ApiResponseSchemaHost['schema']): MethodDecorator =>
  ApiOkResponse({
    description:
      'By Accept: JSON, CSV of one section (the last by default), or a workbook with a sheet for each section',
    content: {
      'application/json': { schema: json },
      [mediaTypes.csv]: { schema: anyText },
      [mediaTypes.xlsx]: { schema: { ...anyText, format: 'binary' } },
    },
    headers: {
      'letopis-notes': {
        description: 'Of CSV: what the reader must know, a JSON list in ASCII',
        schema: anyText,
      },
      link: { description: 'Of a list as a file: the address of the next page', schema: anyText },
    },
  });
