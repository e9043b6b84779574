/** Wine starts a process in a second and more, so no test has less time than this there, whatever it asks for. */
const LEAST_MS = 180_000;

export const mochaHooks: Mocha.RootHookObject = {
  beforeAll(this: Mocha.Context) {
    this.test?.parent?.eachTest((test) => {
      if (test.timeout() > 0) test.timeout(Math.max(test.timeout(), LEAST_MS));
    });
  },
};
