/** Begins what a test says when it is done once more; its name follows, and on further lines why the first attempt failed. */
export const onceMore = 'Once more: ';
