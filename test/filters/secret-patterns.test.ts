import { expect, test } from 'vitest';
import { maskSecrets } from '../../src/filters/index.js';
import { shown } from './chunkings.js';

// Put together here so that no scanner takes this file for a leak.
const MIXED = 'Ab3dEfGh1JkLmN0pQrStUvWx2zAbCdEf4hIj';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGH01234567';
const WORD = 'hunter2!!';
const EIGHT = 'abcdefgh';

test.each([
  ['sk-', UPPER],
  ['ya29.', 'c.b0Aaek_3gHsDcvT-aXyQ0.Zz9'],
  ['whsec_', 'MfKQ9r8GKYqrTwjU+AVOFSK0G1AN3o='],
  ['https://hooks.slack.com/services/', 'T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'],
  ['syt_', 'Ym90_qwErTyUiOpAsDfGhJkLz_1a2b3c'],
  ['gsk_', MIXED],
  ['xai-', MIXED],
  ['pplx-', MIXED],
  ['nvapi-', MIXED],
  ['r8_', MIXED],
  ['SG.', `${UPPER}.${MIXED}`],
  ['shpat_', MIXED],
  ['dop_v1_', MIXED],
  ['pypi-AgE', MIXED],
  ['glrt-', UPPER],
  ['Authorization: Bot ', MIXED],
  ['MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GaBcDe.', MIXED],
  ['Bearer ', UPPER],
  ['Bearer  ', MIXED],
  ['12345678:', MIXED],
  ['1234567890:', MIXED],
  ['{"Authorization": "Bearer ', EIGHT],
  ['authorization=basic ', EIGHT],
  ['Authorization:token ', EIGHT],
  ['Authorization : Bearer   ', EIGHT],
  ['Authorization:   Bearer ', EIGHT],
  ['TOKEN=', WORD],
  ['TOKEN="', WORD],
  ["MY_SECRET_KEY='", WORD],
  ['APIKEY=', WORD],
  ['API_KEY=', WORD],
  ['PRIVATE_KEY_2=', WORD],
  ['TOKEN_FOR_PROD=', WORD],
  ['CREDENTIAL=', WORD],
  ['CREDENTIALS=', WORD],
  ['PASSWD=', WORD],
  ['apikey=', MIXED],
  ['api-key := ', MIXED],
  ['access_key => `', MIXED],
  ['secretkey   :   "', MIXED],
  ['{"private_key":"', MIXED],
  ['token=', MIXED],
  ['token => ', MIXED],
  ['token   =   ', MIXED],
  ['{"secret": "', MIXED],
  ["'passwd':'", MIXED],
  ['password: ', MIXED],
  ['credential: ', MIXED],
  ['credentials: ', MIXED],
  ['-----BEGIN PRIVATE KEY-----', `\n${MIXED}`],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', ` ${MIXED}`],
  ['-----BEGIN PGP PRIVATE KEY BLOCK-----', `\\n${MIXED}`],
])('after %j a secret is masked', (before, secret) => {
  expect(shown(maskSecrets(), `a ${before}${secret}`)).toBe(`a ${before}***`);
});

test.each([
  `a risk-${MIXED}`,
  `a sk-${LOWER}`,
  `a Bearer ${LOWER}`,
  `a forbearer ${MIXED}`,
  `a 1234567:${MIXED}`,
  `a 12345678901:${MIXED}`,
  `an aTOKEN=${WORD}`,
  `a TOKENS=${WORD}`,
  `a TOKEN_=${WORD}`,
  `a token: ${LOWER}`,
  `a token    = ${MIXED}`,
  'a -----BEGIN PRIVATE KEY----- is how it begins, so far',
])('%j is shown', (text) => {
  expect(shown(maskSecrets(), text)).toBe(text);
});
