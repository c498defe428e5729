import type { BudgetEvent } from '../../machines/budget-vocabulary.js';
import type { BudgetOptions } from '../budget/create-budget.js';
import { PlaceChart } from '../budget/place-chart.js';
import { RecentMap } from '../recent-map.js';
import { placeState, unlimited } from './place-state.js';
import type { PlaceState } from './wire.js';

/** More streams and chats than this are not remembered. */
const most = 10_000;

type Place = Pick<PlaceState, 'place'> & { chart: PlaceChart };

/** Follows budgets by the events that they tell. */
export class BudgetWatch {
  /** The places that each stream was last heard of in. */
  readonly #placesOf = new RecentMap<string, ReadonlyMap<string, Place>>(most);

  /** What to give one budget as `onEvent`. */
  listener(): NonNullable<BudgetOptions['onEvent']> {
    const places = new RecentMap<string, Place>(most);
    return (name, event) => {
      const place = places.get(name) ?? { place: name === 'token' ? 'token' : 'chat', chart: new PlaceChart(unlimited) };
      places.set(name, place);
      place.chart.tell(event);
      this.#remember(event, name, place);
    };
  }

  /** Undefined for a stream of which no budget has told. */
  statesOf(stream: string): readonly PlaceState[] | undefined {
    const places = this.#placesOf.get(stream);
    return places && [...places.values()].map(({ place, chart }) => placeState(place, chart));
  }

  #remember({ stream }: BudgetEvent, name: string, place: Place): void {
    const known = this.#placesOf.get(stream);
    if (known?.get(name) !== place) this.#placesOf.set(stream, new Map(known).set(name, place));
  }
}
