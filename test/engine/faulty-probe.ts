/** The child process of a probe, in which drivers go wrong in real ways: FAULT says in which. */

switch (process.env['FAULT']) {
  case 'crashes':
    process.kill(process.pid, 'SIGSEGV');
    break;
  case 'exits':
    process.exit(7);
    break;
  case 'hangs':
    for (;;); // no event loop, no answer
  case 'lacks a library':
    process.stderr.write('with error: libcublasLt.so.12: cannot open shared object file: No such file or directory\n');
    process.send!({ works: false, reason: 'Failed to load shared library' });
    break;
  case 'shows its environment':
    process.send!({ works: true, detail: JSON.stringify([process.argv[3], process.env['CUDA_VISIBLE_DEVICES']]) });
}
