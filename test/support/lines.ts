/** What a person types, line by line. */
export async function* linesOf(...lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
