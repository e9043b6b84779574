import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import { describeError } from '../../../src/words/describeError.ts';

/** The error codes of X.509 in the documentation of Node 24 (tls, "X509 certificate error codes"). */
const CODES = [
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

describe('messages about a connection that failed', () => {
  for (const reason of CODES) {
    it(`blame the certificate: ${reason}`, () => {
      const { message } = describeError(new EngineError('network', 'x', { host: 'git.example.org', reason }));
      assert.match(message, /^The certificate of git\.example\.org /);
    });
  }

  it('say that another host may be answering if the name does not fit', () => {
    for (const reason of ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']) {
      const { message } = describeError(new EngineError('network', 'x', { host: 'git.example.org', reason }));
      assert.match(message, /is for another host/);
    }
  });
});
