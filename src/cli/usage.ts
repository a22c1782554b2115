import { availableParallelism } from 'node:os';
import { engines } from '../engine/registry.ts';
import { gateFormats } from './gate-formats/registry.ts';
import { PORT } from './report-request.ts';

/** How to use it, on one screen. */
export const USAGE = `Headstart: does pre-training help your task?

  npm run bench -- SUITE [options]         plan, run, compare, report
  npm run bench -- plan SUITE [options]    show trials, shared work and an estimate; run nothing
  npm run bench -- plan SUITE --power P --effect GAIN [--sd SD]
                                           how many repeats find such a gain with such a power
  npm run bench -- list                    suites here, and what was run
  npm run bench -- report SUITE|FOLDER     compare and report again from a run's files
  npm run bench -- report SUITE --format md|svg
                                           as Markdown on standard output, or each figure as a file
  npm run bench -- report SUITE --watch    serve the pages on this machine, and follow a run while it goes on
  npm run bench -- compare FOLDER FOLDER   two runs of one suite, arm by arm: what a change made better or worse
  npm run bench -- baseline SUITE          record what the present code scores, as what later code is judged by
  npm run bench -- check SUITE [--format NAME] [--output FILE] [--warn-only] [--run FOLDER]
                                           did a change make it worse? Exit 1 only where a regression was confirmed
  npm run bench -- merge SUITE FOLDER…     put the parts of a run together that were run with --shard and --out FOLDER
  npm run bench -- SUITE --executor slurm [--partition NAME …]
                                           the same on a cluster, as jobs of Slurm; with --dry-run show what they would be
  npm run bench -- attach SUITE|FOLDER     go on with a run on a cluster whose process has ended; also cancel SUITE|FOLDER
  npm run bench -- logs TRIAL_ID           what the job that ran a trial has printed
  npm run bench -- export SUITE|FOLDER --source NAME [--repeat N] --out DIR
                                           write a checkpoint that a run kept, as a source for other suites
  npm run bench -- reproduce TRIAL_ID      run one trial again, as recorded: is every value equal to the bit?
  npm run bench -- init                    write a first suite from a few questions, or from flags
  npm run bench -- data [list [NAME…]]     data sets: what they are, their licences and sources, where their files are
  npm run bench -- data get NAME…          download what a data set needs; also verify [NAME…], remove NAME…
  npm run bench -- doctor                  what can run here, what is missing, cache and disk

SUITE is a name in suites/, or a file.

  --workers N          trials at once (default: one per core, here ${availableParallelism()})
  --out DIR            where results/ and reports/ go (default: .)
  --filter KEY=VALUE   only some of it; KEY is arm, size, target, repeat or fold; may be repeated (arm keeps the
                       reference)
  --shard I/N          only part I of N of its cells; \`merge\` puts the parts together
  --resume             take finished trials from earlier runs (the default)
  --fresh              compute everything again
  --engine NAME        auto, ${Object.keys(engines)
    .join(', ')
    .replace(/, (?=\w+$)/, ' or ')} (default: auto)
  --device NAME        auto, cpu, webgpu or cuda:N (default: auto, a CUDA GPU if there is one)
  --isolate process    each trial in a process of its own, which can be killed (default: thread)
  --time-limit TIME    stop a trial after TIME, such as 90s, 10min or 2h (default: 30min)
  --memory-limit SIZE  end a trial's process above SIZE, such as 4GB; a run of threads begins nothing more then
  --keep-weights       keep checkpoints that no trial needs any more, such as for export
  --allow-plugins      run plug-ins from outside of this project too: they are code, with all your rights
  --power P            the probability with which a gain is to be found, such as 0.8
  --effect GAIN        that gain in the metric's unit: 0.02 is 2 points of accuracy
  --sd SD              standard deviation of paired differences (default: that of the suite's newest run)
  --format NAME        of report: html, md or svg (default: html); of check: ${Object.keys(gateFormats)
    .join(', ')
    .replace(/, (?=\w+$)/, ' or ')} (default: text)
  --output FILE        of report --format md, and of check: where it goes (default: standard output)
  --warn-only          of check: what is found is told, and fails nothing
  --base REF           of check: run this commit beside the present code, in turns, in place of the baseline; it alone
                       judges seconds and memory
  --calibrate N        of check: compare the present code with itself N times under fresh seeds: how often is the
                       gate wrong?
  --reserve            run the repeats that the gate holds in reserve
  --run FOLDER         of check: judge this run, and run nothing that is not needed to confirm; of reproduce: the run
                       that has the trial (default: the newest that has it)
  --port N             of report --watch: 0 for any that is free (default: ${PORT})
  --verbose            show the log of the run, which is results/SUITE/RUN/log.jsonl, on standard error
  --name, --question, --data, --source, --classes-source, --classes-target, --sizes
                       of init: what it would ask, such as --data mnist --classes-target 5,6,7 --sizes 50,150
  --yes, --force       of init: take defaults for the rest; replace the file that is there
  --executor NAME      local or slurm (default: local); \`plan\` with slurm shows script and arrays
  --cluster FILE       options of a cluster from a YAML file, by the names below; docs/cluster.md
  --partition, --gpus-per-shard, --cpus-per-shard, --time, --max-parallel, --sbatch-arg
                       what a job gets; the last may be repeated: --sbatch-arg=--account=lab
  --shard-time TIME    how long a job should take (default: 15min)
  --poll TIME          how often jobs are asked after (default: 15s)
  --dry-run            with slurm: submit nothing
  --json FILE          write events to FILE, one JSON object a line
  --help               this text
`;
