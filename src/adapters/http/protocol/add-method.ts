import { Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

const prototypeOf = (controller: { readonly prototype: object }): object => controller.prototype;

/** Adds a method to a controller, with the decorators that one would write by hand. */
export const addMethod = <Controller>(
  controller: Type<Controller>,
  name: string,
  method: (controller: Controller, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  decorators: readonly MethodDecorator[],
): void => {
  const value = function (this: Controller, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    return method(this, request, reply);
  };
  const descriptor: PropertyDescriptor = { value, writable: true, configurable: true };
  const prototype = prototypeOf(controller);
  Object.defineProperty(prototype, name, descriptor);
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  for (const decorate of decorators) decorate(prototype, name, descriptor);
};
