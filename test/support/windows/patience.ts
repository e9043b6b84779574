/** Wine takes a second and more to start a process, so every test has at least this much time there. */
const LEAST_MS = 180_000;

export const mochaHooks: Mocha.RootHookObject = {
  beforeAll(this: Mocha.Context) {
    this.test?.parent?.eachTest((test) => {
      if (test.timeout() > 0) test.timeout(Math.max(test.timeout(), LEAST_MS));
    });
  },
};
