import nock from 'nock';

// Its import alone replaces `fetch` for every test of the process.
nock.restore();

/** For use inside `describe`: nonexistent hosts answer as a test says, and no other host is reached. `fetch` only. */
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
