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
  /** Projects so many events into a table of sums by manager; gives the sum of all. */
  project(events: number): Promise<number>;
}

export function openEmmett(fileName: string): Promise<Emmett>;
