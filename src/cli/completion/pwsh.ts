import { optionNames, singleQuoted } from './shape.ts';
import type { OptionShape, ProgramShape } from './shape.ts';

/** For PowerShell 5 and newer. */
export function pwshCompletion({ name, commands, options }: ProgramShape): string {
  return `Register-ArgumentCompleter -Native -CommandName ${name} -ScriptBlock {
  param($word, $ast, $position)
  $commands = [ordered]@{
${commands.map((one) => `    ${text(one.name)} = ${text(one.description)}`).join('\n')}
  }
  $common = [ordered]@{
${entries(options)}
    '--help' = 'show help'
  }
  $typed = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $command = $typed | Where-Object { $commands.Contains($_) } | Select-Object -First 1
  $offered = [ordered]@{}
  if ($word -like '-*') {
    switch ($command) {
${commands.map((one) => `      ${text(one.name)} { $offered = [ordered]@{\n${entries(one.options)}\n      } }`).join('\n')}
    }
    foreach ($key in $common.Keys) { $offered[$key] = $common[$key] }
  } elseif (-not $command -or $command -eq $word) {
    $offered = $commands
  } else {
    switch ($command) {
${commands
  .filter(({ choices }) => choices.length > 0)
  .map(
    (one) =>
      `      ${text(one.name)} { ${one.choices.map((choice) => `$offered[${text(choice)}] = ${text(choice)}`).join('; ')} }`,
  )
  .join('\n')}
    }
  }
  $offered.Keys | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $offered[$_])
  }
}
`;
}

function entries(options: readonly OptionShape[]): string {
  // PowerShell tables ignore case, but no two names here differ only in case.
  return options
    .flatMap((option) => optionNames([option]).map((one) => `    ${text(one)} = ${text(option.description)}`))
    .join('\n');
}

function text(value: string): string {
  return singleQuoted(value, "''");
}
