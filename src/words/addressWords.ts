import type { BaseProblem } from '../engine/index.ts';
import { t } from './translate.ts';

/** Why a text is not the address of an instance; follows a noun, such as "An instance". */
export const BASE_PROBLEM_WORDS: Readonly<Record<BaseProblem, string>> = {
  notUrl: t('is not a web address; write it as https://git.example.org'),
  scheme: t('must begin with https://'),
  insecure: t('must begin with https://, because a token sent over plain http can be read in transit'),
  userinfo: t('must not contain a user name or password; sign in instead: the token is stored in the secret storage'),
  query: t('must end with the path, without ? or #'),
};
