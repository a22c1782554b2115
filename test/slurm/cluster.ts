import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Nodes with two GPUs each: any character device will do for one, as long as nobody computes on it. */
const NODES = ['n1', 'n2'];
const GPUS = ['/dev/null', '/dev/zero'];
const CPUS = 8;
const PORTS = { controller: 16_817, nodes: 17_001 };

/** A Slurm cluster of two nodes on this machine, with partitions `main` and `high`, whose jobs preempt those of `main`. */
export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'headstart-slurm-'));
  readonly #user = userInfo().username;
  readonly env = { SLURM_CONF: join(this.folder, 'slurm.conf') };

  async up(): Promise<void> {
    for (const folder of ['state', 'log']) mkdirSync(join(this.folder, folder));
    mkdirSync(join(this.folder, 'munge'), { mode: 0o711 });
    writeFileSync(this.#in('munge/key'), randomBytes(128), { mode: 0o400 }); // not data of a test: nobody may guess it
    const munge = ['key', 'socket', 'pid', 'log', 'seed'].map(
      (what) =>
        `--${{ key: 'key-file', socket: 'socket', pid: 'pid-file', log: 'log-file', seed: 'seed-file' }[what]}=${this.#in(`munge/${what}`)}`,
    );
    await run('munged', ['--force', ...munge]);
    const gpus = GPUS.map((file) => `NodeName=${NODES.join(',')} Name=gpu Type=fake File=${file}\n`);
    writeFileSync(this.#in('gres.conf'), `AutoDetect=off\n${gpus.join('')}`);
    writeFileSync(this.env.SLURM_CONF, this.#configuration());
    await this.#run('slurmctld');
    for (const node of NODES) await this.#run('slurmd', '-N', node);
    await this.until(
      'both nodes to be idle',
      async () => (await this.#run('sinfo', '-h', '-p', 'main', '-t', 'idle', '-o', '%D')) === '2',
    );
  }

  async down(): Promise<void> {
    await this.#run('scancel', '--user', this.#user).catch(() => {});
    for (const file of [...NODES.map((node) => `slurmd.${node}.pid`), 'slurmctld.pid', 'munge/pid']) {
      try {
        process.kill(Number(readFileSync(this.#in(file), 'utf8')));
      } catch {
        // it did not come up
      }
    }
    await new Promise((wake) => setTimeout(wake, 1000));
    rmSync(this.folder, { recursive: true, force: true });
  }

  scontrol(...words: readonly string[]): Promise<string> {
    return this.#run('scontrol', ...words);
  }

  /** Takes a node back that was set down, unless it has come back by itself. @returns whether it is up. */
  async restore(node: string): Promise<boolean> {
    const state = await this.#run('sinfo', '-h', '-p', 'main', '-n', node, '-o', '%T');
    if (!/down|drain/.test(state)) return true;
    await this.scontrol('update', `nodename=${node}`, 'state=resume').catch(() => {}); // what ran there is still being ended
    return false;
  }

  sbatch(...words: readonly string[]): Promise<string> {
    return this.#run('sbatch', '--parsable', ...words);
  }

  /** `STATE node` of the tasks that there are, sorted. */
  async tasks(): Promise<string[]> {
    const text = await this.#run('squeue', '-h', '-r', '-o', '%T %N');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.trim())
      .sort();
  }

  /** Waits for something, and gives up after a minute. */
  async until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    const last = performance.now() + 60_000;
    while (!(await holds())) {
      if (performance.now() > last)
        throw new Error(`waited for ${what} in vain: ${await this.tasks()}\n${this.#logs()}`);
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }

  async #run(program: string, ...words: readonly string[]): Promise<string> {
    const { stdout } = await run(program, [...words], { env: { ...process.env, ...this.env } });
    return stdout.trim();
  }

  #in(file: string): string {
    return join(this.folder, file);
  }

  #logs(): string {
    return readFileSync(this.#in('log/slurmctld.log'), 'utf8').split('\n').slice(-20).join('\n');
  }

  #configuration(): string {
    const nodes = NODES.map(
      (name, index) =>
        `NodeName=${name} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${PORTS.nodes + index} CPUs=${CPUS} RealMemory=2000 Gres=gpu:fake:${GPUS.length}`,
    );
    return `${[
      'ClusterName=test',
      'SlurmctldHost=localhost(127.0.0.1)',
      `SlurmctldPort=${PORTS.controller}`,
      `SlurmUser=${this.#user}`,
      `SlurmdUser=${this.#user}`,
      'AuthType=auth/munge',
      `AuthInfo=socket=${this.#in('munge/socket')},cred_expire=5`,
      `StateSaveLocation=${this.#in('state')}`,
      `SlurmdSpoolDir=${this.#in('spool.%n')}`,
      `SlurmctldPidFile=${this.#in('slurmctld.pid')}`,
      `SlurmdPidFile=${this.#in('slurmd.%n.pid')}`,
      `SlurmctldLogFile=${this.#in('log/slurmctld.log')}`,
      `SlurmdLogFile=${this.#in('log/slurmd.%n.log')}`,
      'MailProg=/bin/true',
      'MpiDefault=none',
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'JobAcctGatherType=jobacct_gather/none',
      'AccountingStorageType=accounting_storage/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_Core',
      'GresTypes=gpu',
      'SlurmdParameters=config_overrides', // both nodes claim more than the machine has
      'SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,bf_interval=2',
      'ReturnToService=2',
      'SlurmdTimeout=10',
      'KillWait=5',
      'MinJobAge=3600',
      'MaxArraySize=1001',
      'PreemptType=preempt/partition_prio',
      'PreemptMode=REQUEUE',
      'SlurmctldParameters=preempt_send_user_signal', // the signal that `--signal` names comes first
      ...nodes,
      `PartitionName=main Nodes=${NODES.join(',')} Default=YES PriorityTier=1`,
      `PartitionName=high Nodes=${NODES.join(',')} PriorityTier=10 PreemptMode=OFF`,
    ].join('\n')}\n`;
  }
}
