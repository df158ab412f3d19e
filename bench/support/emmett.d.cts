export interface EmmettEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

export interface Emmett {
  append(stream: string, events: readonly EmmettEvent[]): Promise<unknown>;
  fold<State>(
    stream: string,
    evolve: (state: State, event: { readonly data: { readonly durationSeconds: number } }) => State,
    initialState: State,
  ): Promise<State>;
}

export function openEmmett(fileName: string): Promise<Emmett>;
