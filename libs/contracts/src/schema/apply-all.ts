/** Several property decorators as one. */
export function applyAll(...decorators: ((target: object, property: string) => void)[]) {
  return (target: object, property: string): void => {
    for (const decorate of decorators) decorate(target, property);
  };
}
