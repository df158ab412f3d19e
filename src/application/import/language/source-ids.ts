import type { Id } from '../../../domain/shared/values';
import { derivedId } from '../../log/ids';
import { BoundedCache } from '../../log/bounded-cache';

const KEPT = 25_000;

/** Our ids for another system's: the same kind and external id of a source give the same id, for ever. */
export class SourceIds {
  private readonly kept = new BoundedCache<Id>(KEPT);

  constructor(private readonly source: string) {}

  of(name: string): Id {
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const id = derivedId(`import/${this.source}${name}`);
    this.kept.set(name, id);
    return id;
  }
}
