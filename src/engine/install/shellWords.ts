/**
 * Words with a meaning in shells: keywords, builtins and the default aliases of PowerShell. From the manuals of POSIX.1-2024
 * (2.4, 2.9, 2.15), bash 5.3, zsh 5.9, fish 4, cmd and PowerShell 5.1 and 7.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const POSIX_AND_BASH = words(`
  alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare dirs disown do done
  echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help history if in jobs kill
  let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source suspend test
  then time times trap true type typeset ulimit umask unalias unset until wait while
`);

const ZSH = words(`
  autoload bindkey bye chdir compadd compctl disable echotc echoti emulate end float foreach functions getln integer limit
  log nocorrect noglob print private pushln r rehash repeat sched setopt stat strftime sysopen sysread sysseek syswrite
  ttyctl unfunction unhash unlimit unsetopt vared whence where which zargs zcompile zformat zftp zle zmodload zmv
  zparseopts zprof zpty zselect zsocket zstyle zsystem ztcp
`);

const FISH = words(`
  abbr and argparse begin block breakpoint cdh commandline contains count dirh emit fish_add_path fish_config funced
  funcsave isatty math nextd not open or path prevd prompt_pwd psub random realpath set_color status string switch
`);

const CMD = words(`
  assoc break call cd chdir cls color copy date defined del dir dpath echo else endlocal erase errorlevel exist exit for
  ftype goto if keys md mkdir mklink move not path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift
  start time title type ver verify vol
`);

const POWERSHELL = words(`
  ac asnp begin break cat catch cd chdir class clc clean clear clhy cli clp cls clv cnsn compare configuration continue
  copy cp cpi cpp curl cvpa data dbp define del diff dir dnsn do dynamicparam ebp echo else elseif end enum epal epcsv
  epsn erase etsn exit exsn fc fhx filter finally fl for foreach from ft function fw gal gbp gc gcb gci gcm gcs gdr gerr
  ghy gi gin gjb gl gm gmo gp gps gpv group gsn gsnp gsv gtz gu gv gwmi h help hidden history icm iex if ihy ii in
  inlinescript ipal ipcsv ipmo ipsn irm ise iwmi iwr kill lp ls man md measure mi mkdir more mount move mp mv nal ndr ni
  nmo npssc nsn nv ogv oh oss parallel param pause popd process prompt ps public pumo pushd pwd r rbp rcjb rcsn rd rdr
  ren return ri rjb rm rmdir rmo rni rnp rp rsn rsnp rujb rv rvpa rwmi sajb sal saps sasv sbp sc scb select sequence set
  shcm si sl sleep sls sort sp spjb spps spsv start static stz sujb sv swmi switch tee throw trap trcm try type until
  using var wget where while wjb workflow write
`);

const ON_POSIX: ReadonlySet<string> = new Set([...POSIX_AND_BASH, ...ZSH, ...FISH]);
/** On Windows, Git brings bash along. */
const ON_WINDOWS: ReadonlySet<string> = new Set([...POSIX_AND_BASH, ...CMD, ...POWERSHELL]);

/** Whether a usual shell of the platform interprets the word itself. */
export function isShellWord(word: string, platform: NodeJS.Platform): boolean {
  return (platform === 'win32' ? ON_WINDOWS : ON_POSIX).has(word.toLowerCase());
}
