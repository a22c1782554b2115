import { audioFolder } from './audio-folder.ts';
import { audioSet } from './audioset.ts';
import { cifar10 } from './cifar-10.ts';
import { cifar100 } from './cifar-100.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { graphMotifs } from './graphs/motifs.ts';
import { wordnet } from './graphs/wordnet.ts';
import { imageFolder } from './image-folder.ts';
import { imagenet } from './imagenet/imagenet.ts';
import { mnist } from './mnist.ts';
import { shapes } from './shapes.ts';
import { spokenPhrases } from './spoken-phrases.ts';
import { spokenSyllables } from './spoken-syllables.ts';
import { stl10 } from './stl-10.ts';
import { telephonePrompts } from './telephone-prompts.ts';
import { corpora } from './text/corpora.ts';
import { corpusEntry } from './text/corpus-entry.ts';
import { cmudict } from './text/spelling/cmudict.ts';
import { madeWords } from './text/spelling/made-words.ts';
import { textTable } from './text/text-table.ts';
import { kjvWeb } from './text/verses/kjv-web.ts';
import { commonCrawl } from './text/web/crawl.ts';
import { texturedDigits } from './textured-digits.ts';
import { turnedDigits } from './turned-digits.ts';
import { uciDigits } from './uci-digits.ts';

/** Every data set a suite can name in `use:`. Adding one is a file and a line here. */
export const datasets = {
  [mnist.name]: mnist,
  [fashionMnist.name]: fashionMnist,
  [uciDigits.name]: uciDigits,
  [texturedDigits.name]: texturedDigits,
  [turnedDigits.name]: turnedDigits,
  [cifar10.name]: cifar10,
  [cifar100.name]: cifar100,
  [stl10.name]: stl10,
  [imageFolder.name]: imageFolder,
  [imagenet.name]: imagenet,
  [shapes.name]: shapes,
  [graphMotifs.name]: graphMotifs,
  [wordnet.name]: wordnet,
  [spokenSyllables.name]: spokenSyllables,
  [spokenPhrases.name]: spokenPhrases,
  [telephonePrompts.name]: telephonePrompts,
  [audioFolder.name]: audioFolder,
  [audioSet.name]: audioSet,
  imdb: corpusEntry(corpora.imdb),
  brown: corpusEntry(corpora.brown),
  'spam-assassin': corpusEntry(corpora['spam-assassin']),
  'fine-foods': corpusEntry(corpora['fine-foods']),
  'made-reviews': corpusEntry(corpora['made-reviews']),
  [cmudict.name]: cmudict,
  [madeWords.name]: madeWords,
  [kjvWeb.name]: kjvWeb,
  [textTable.name]: textTable,
  [commonCrawl.name]: commonCrawl,
} as const;

export type DatasetName = keyof typeof datasets;
