/**
 * The button of a message that was pressed. A message stays until somebody closes it, so one without buttons is not waited
 * for: whoever showed it goes on.
 */
export async function pressedButton(
  shown: PromiseLike<string | undefined>,
  buttons: readonly string[],
): Promise<string | undefined> {
  return buttons.length === 0 ? undefined : shown;
}
