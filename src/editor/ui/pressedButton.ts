/** The pressed button of a message. A message stays until it is closed, so a message without buttons is not waited for. */
export async function pressedButton(
  shown: PromiseLike<string | undefined>,
  buttons: readonly string[],
): Promise<string | undefined> {
  return buttons.length === 0 ? undefined : shown;
}
