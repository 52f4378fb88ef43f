import { describe, expect, it } from 'vitest';
import { parseQuantities, quantityOccurs } from '../../../src/core/claims/quantities.ts';

const read = (text: string, language?: string) =>
  parseQuantities(text, language).map(
    ({ readings, unit }) => `${readings.join('|')}${unit === null ? '' : ` ${unit}`}`,
  );

describe('parseQuantities', () => {
  it.each([
    ['1,200 packages', ['1200']],
    ['1200 packages', ['1200']],
    ['1.2k packages', ['1200']],
    ['40 million jobs', ['40000000']],
    ['$4.20 and €118,000', ['4.2 dollar', '118000 euro']],
    ['from 14 minutes to 95 seconds', ['14 minute', '95 second']],
    ['10–15 percent', ['10 percent', '15 percent']],
    ['8, 16 and 32 GB', ['8 gigabyte', '16 gigabyte', '32 gigabyte']],
    ['a 95-second build, 4x faster', ['95 second', '4 times']],
    ['fifty people, twenty-five jobs, two hundred files', ['50', '25', '200']],
    ['420 s and 95 ms, the 5 B variants', ['420 second', '95 millisecond', '5']],
    ['release 2.14.1', ['v2.14.1']],
    ['at 10:47', ['10:47']],
    ['on 2026-03-01', ['2026', '3', '1']],
    ['GPT-4 and K8s and v4.2', []],
    ['hundreds of files, one of them first', []],
  ])('reads "%s"', (text, expected) => expect(read(text)).toEqual(expected));

  it('reads both meanings of a dot between groups where the language does not tell', () => {
    expect(read('3.400 Kubikmeter', 'de')).toEqual(['3400|3.4']);
    expect(read('5,6 Millionen Euro', 'de')).toEqual(['5600000 euro']);
    expect(read('2 640 prêts', 'fr')).toEqual(['2640']);
  });

  it('reads numbers inside CJK text', () => {
    expect(read('2021年4月から40秒以内', 'ja')).toEqual(['2021', '4', '40 second']);
    expect(read('完成了41万页，准确率为93%', 'zh')).toEqual(['410000', '93 percent']);
  });
});

describe('quantityOccurs', () => {
  const occurs = (claim: string, source: string) =>
    parseQuantities(claim).every((quantity) => quantityOccurs(quantity, parseQuantities(source)));

  it.each([
    ['1200 packages', '1,200 packages', true],
    ['10% of them', 'ten percent of them', true],
    ['$340', '340 dollars', true],
    ['95 minutes', '95 seconds', false],
    ['1,300 packages', '1,200 packages', false],
    ['2.14.2', '2.14.1', false],
    ['20:47', '10:47 and 20 minutes', false],
  ])('"%s" against "%s"', (claim, source, expected) => expect(occurs(claim, source)).toBe(expected));
});
