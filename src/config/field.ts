/** What one setting is, wherever it is written: in YAML, in a call, in the text that `formatStreamingConfig` gives. */
export interface Field<T> {
  /** Its name in YAML. In a call it is the name in the table. */
  key: string;
  default: T;
  /** What it is for, in a few words. */
  about: string;
  /** What a value has to be; ends the sentence "it must be …". */
  rule: string;
  unit?: 'seconds' | 'characters' | undefined;
  accepts(value: unknown): value is T;
  /** What unquoted words mean here to people who grew up with YAML 1.1, by the word in lower case. */
  bareWords?: Readonly<Record<string, T>> | undefined;
}

type Kind<T> = Pick<Field<T>, 'rule' | 'unit' | 'accepts'>;

export function flag(): Kind<boolean> {
  return { rule: 'true or false', accepts: (value) => typeof value === 'boolean' };
}

export function oneOf<const T extends string>(...choices: T[]): Kind<T> {
  return { rule: `one of ${choices.join(', ')}`, accepts: (value): value is T => choices.some((choice) => choice === value) };
}

export function seconds(min: number, max: number): Kind<number> {
  return {
    rule: `a number of seconds from ${min} to ${max}`,
    unit: 'seconds',
    accepts: (value): value is number => isWithin(value, min, max),
  };
}

export function characterCount(min: number, max: number): Kind<number> {
  return {
    rule: `a whole number of characters from ${min} to ${max}`,
    unit: 'characters',
    accepts: (value): value is number => isWithin(value, min, max) && Number.isInteger(value),
  };
}

/** Text that a chat can show: no control characters and no half of a surrogate pair. */
export function textUpTo(maxLength: number, { lines }: { lines: 'one' | 'many' }): Kind<string> {
  const unshowable = lines === 'one' ? /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u : /(?!\n)[\p{Cc}\p{Cs}]/u;
  return {
    rule: `${lines === 'one' ? 'one line of text' : 'text'} of at most ${maxLength} characters`,
    unit: 'characters',
    accepts: (value): value is string => typeof value === 'string' && value.length <= maxLength && !unshowable.test(value),
  };
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}
