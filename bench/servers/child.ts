/** What a serving process of the bench tells its parent: the port once; then, when asked, that it has collected its garbage. */
export function serving(port: number): void {
  process.send?.({ port });
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.({ collected: true });
  });
  process.on('disconnect', () => process.exit());
}
