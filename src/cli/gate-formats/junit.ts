import { printableText } from '../../base/errors.ts';
import type { CostJudgement, GateReport, Judgement } from '../../gate/contract.ts';
import { outcomeOf } from '../../gate/outcome.ts';
import { escapeHtml } from '../../report/html.ts';
import { COSTS, costExplanation, costRulingText, explanation, headline, rulingText, subjectText } from './words.ts';

/**
 * JUnit XML, as continuous integration reads it: one test case for each judgement. A confirmed regression is a failure, and
 * what could not be judged an error, so that no viewer takes it for passed.
 */
export function renderJunit(report: GateReport): string {
  const { suite, judgements, costs, obstacles, gone } = report;
  const cases = [
    ...obstacles.map((text, index) =>
      problemCase(suite.name, `comparable ${index + 1}`, 'error', 'not comparable', text),
    ),
    ...gone.map((arm) =>
      problemCase(
        suite.name,
        `arm ${arm}`,
        'error',
        'missing',
        `The arm ${arm} is in the baseline and no more in the suite.`,
      ),
    ),
    ...judgements.map((one) => judgementCase(one, report)),
    ...costs.map((one) => costCase(suite.name, one)),
  ];
  if (cases.length === 0) cases.push(problemCase(suite.name, 'judged', 'error', outcomeOf(report), headline(report)));
  const count = (kind: string) => cases.filter((one) => one.includes(`<${kind} `)).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="headstart" ${counts}>`,
    `  <testsuite name="${xml(`${suite.name} v${suite.version}`)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function judgementCase(one: Judgement, report: GateReport): string {
  const name = `${subjectText(one, report)} (${one.target})`;
  const told = explanation(one, report);
  if (one.ruling === 'regressed' && one.confirmation?.found === 'confirmed')
    return problemCase(report.suite.name, name, 'failure', rulingText(one), told);
  const open = one.ruling === 'inconclusive' || one.ruling === 'incomplete';
  if (open || (one.ruling === 'regressed' && one.confirmation?.found !== 'cleared'))
    return problemCase(report.suite.name, name, 'error', rulingText(one), told);
  return passedCase(report.suite.name, name, `${rulingText(one)}. ${told}`);
}

function costCase(suite: string, one: CostJudgement): string {
  const name = `${COSTS[one.cost]}${one.arm === null ? '' : ` of ${one.arm}`}`;
  const told = costExplanation(one);
  if (one.ruling === 'regressed' && one.confirmation === 'confirmed')
    return problemCase(suite, name, 'failure', costRulingText(one), told);
  const open = one.ruling === 'regressed' && one.confirmation !== 'cleared'; // a noisy machine holds no build up
  return open
    ? problemCase(suite, name, 'error', costRulingText(one), told)
    : passedCase(suite, name, `${costRulingText(one)}. ${told}`);
}

function problemCase(suite: string, name: string, kind: 'failure' | 'error', type: string, text: string): string {
  return [
    `    <testcase classname="${xml(suite)}" name="${xml(name)}">`,
    `      <${kind} type="${xml(type)}" message="${xml(text)}"/>`,
    '    </testcase>',
  ].join('\n');
}

function passedCase(suite: string, name: string, text: string): string {
  return [
    `    <testcase classname="${xml(suite)}" name="${xml(name)}">`,
    `      <system-out>${xml(text)}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

/** XML 1.0 cannot hold control characters, even as entities, nor halves of characters. */
function xml(text: string): string {
  return escapeHtml(printableText(text.replace(/\p{Cs}/gu, '\uFFFD')));
}
