// Loaded before the program, in each of its threads and processes: a wall clock that jumps by years, forwards and back,
// whenever it is read.
const Clock = Date;
let reads = 0;

const jumping = () => Clock.now() + (++reads % 2 === 0 ? -1 : 1) * reads * 400 * 86_400_000;

globalThis.Date = class extends Clock {
  constructor(...given) {
    super(...(given.length === 0 ? [jumping()] : given));
  }

  static now() {
    return jumping();
  }
};
