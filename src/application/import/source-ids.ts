import type { Id } from '../../domain/shared/values';
import { derivedId } from '../ids';

const KEPT = 50_000;

/** Our ids for another system's: the same kind and external id of a source give the same id, for ever. */
export class SourceIds {
  private readonly kept = new Map<string, Id>();

  constructor(private readonly source: string) {}

  of(name: string): Id {
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const id = derivedId(`import/${this.source}${name}`);
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(name, id);
    return id;
  }
}
