import nock from 'nock';

// Its import alone replaces `fetch` for every test of the process.
nock.restore();

/** For use inside `describe`: hosts that nobody has answer as a test says, and nothing else is reached. `fetch` only. */
export function useNock(): typeof nock {
  beforeEach(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
  return nock;
}
