// SPDX-License-Identifier: EUPL-1.2
// node verify.mjs LIBRARY PUBLIC-KEY-HEX < lines of COSE_Sign1 in hex
// Says "valid" or "refused" for each line, by one of two libraries that we did not write. They share a CBOR library in
// which both register COSE's tags, so that each runs in a process of its own.
import { readFileSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url); // as CommonJS they load in Node 18 as well

const [library, publicKey] = process.argv.slice(2);
const key = createPublicKey({
  format: 'jwk',
  key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') },
});

const verifiers = {
  '@auth0/cose': async () => {
    const { Sign1 } = require('@auth0/cose');
    return async (bytes) => {
      await Sign1.decode(bytes).verify(key); // throws on a bad signature
      return true;
    };
  },
  'cose-kit': async () => {
    const { coseVerify } = require('cose-kit');
    return async (bytes) => (await coseVerify(bytes, key)).isValid === true;
  },
};

const verify = await verifiers[library]();
for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
  try {
    console.log((await verify(Buffer.from(line, 'hex'))) ? 'valid' : 'refused');
  } catch (error) {
    console.log('refused');
    console.error(`${library}: ${error.message}`);
  }
}
