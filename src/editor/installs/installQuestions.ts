import { fitWords } from '../../words/fitWords.ts';
import { EngineError, isEngineError } from '../../engine/index.ts';
import type { ErrorFacts, Installed, InstallOptions } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { chooseAmong } from './commandQuestion.ts';
import { t } from '../../words/translate.ts';

type Answer = Partial<Pick<InstallOptions, 'allowMisfit' | 'executables' | 'consent' | 'activate'>>;
type Attempt = (answers: Answer) => Promise<Installed>;

/**
 * Installs, and asks what only the user can decide, one question at a time. `undefined` if the user declines.
 * @throws what the attempt throws, if no answer could help
 */
export async function withAnswers(services: Pick<Services, 'ui'>, attempt: Attempt): Promise<Installed | undefined> {
  let answers: Answer = {};
  const asked = new Set<string>();
  for (;;) {
    try {
      return await attempt(answers);
    } catch (error) {
      if (!(error instanceof EngineError) || asked.has(error.code)) throw error;
      asked.add(error.code);
      const question = questionFor(services, error);
      if (!question) throw error;
      const answer = await question;
      if (!answer) return undefined;
      answers = { ...answers, ...answer };
    }
  }
}

function questionFor(services: Pick<Services, 'ui'>, error: EngineError): Promise<Answer | undefined> | undefined {
  if (isEngineError(error, 'misfit')) return askMisfit(services, error.facts);
  if (isEngineError(error, 'noExecutable') && error.facts.candidates.length > 0) {
    return askExecutables(services, error.facts);
  }
  if (isEngineError(error, 'commandsNeedConsent')) return askCommands(services, error.facts);
  return isEngineError(error, 'nameTaken') ? askTaken(services, error.facts) : undefined;
}

async function askMisfit({ ui }: Pick<Services, 'ui'>, facts: ErrorFacts['misfit']): Promise<Answer | undefined> {
  const question = t('{0} does not run on this machine. Install it anyway?', plain(facts.name, 80));
  const detail = `${fitWords(facts.reasons)}.`;
  return (await ui.confirm(question, detail, t('Install Anyway'))) ? { allowMisfit: true } : undefined;
}

async function askExecutables(
  { ui }: Pick<Services, 'ui'>,
  { name, candidates }: ErrorFacts['noExecutable'],
): Promise<Answer | undefined> {
  const items = candidates.map((path) => ({ label: plain(path), icon: 'terminal', value: path }));
  const executables = await ui.pickMany(items, {
    title: t('Install {0}', plain(name, 60)),
    placeholder: t('Which of these files are the programs? This is remembered for later versions.'),
  });
  return executables && executables.length > 0 ? { executables } : undefined;
}

async function askCommands(
  services: Pick<Services, 'ui'>,
  facts: ErrorFacts['commandsNeedConsent'],
): Promise<Answer | undefined> {
  const allow = await chooseAmong(services, facts, 'install');
  return allow && { consent: { allow } };
}

/** A file that is not ours cannot be taken over. */
async function askTaken(
  { ui }: Pick<Services, 'ui'>,
  { command }: ErrorFacts['nameTaken'],
): Promise<Answer | undefined> {
  const leave = { label: t('Install Without Its Commands'), icon: 'circle-slash', value: { activate: false } };
  return ui.pick<Answer>([leave], {
    title: t('The command {0} is taken', plain(command, 60)),
    placeholder: t('A file that this extension did not create already has this name'),
  });
}
