import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeFences } from '../../src/filters/index.js';
import { scanFences } from '../../src/text/fences.js';
import { markdown } from './chunkings.js';

const framed = (text: string, final: boolean) => closeFences().start().frame?.(text, final);

describe('closeFences', () => {
  it('closes an open fence, in previews and in final messages', () => {
    for (const final of [true, false]) expect(framed('```py\nx', final)).toBe('```py\nx\n```');
  });

  it('leaves a closed one alone', () => {
    expect(framed('```py\nx\n```', true)).toBe('```py\nx\n```');
  });

  it('leaves no fence open and changes nothing else', () => {
    fc.assert(
      fc.property(markdown, fc.boolean(), (text, final) => {
        const result = framed(text, final) ?? '';
        expect(result.startsWith(text)).toBe(true);
        expect(scanFences(result).open).toBeUndefined();
      }),
    );
  });

  it('has a name', () => {
    expect(closeFences().name).toBe('closeFences');
  });

  it('holds nothing back', () => {
    expect(closeFences().start()).not.toHaveProperty('push');
  });
});
