/**
 * How custom-elements.json is made: `npm run manifest`. What is private is left out, and what the analyzer takes for an event
 * because it cannot see its name.
 */
export default {
  globs: ['client/widget/briefing-element.ts', 'client/widget/element.ts', 'client/widget/main.ts'],
  litelement: true,
  packagejson: false,
  plugins: [
    {
      name: 'public-alone',
      packageLinkPhase({ customElementsManifest }) {
        for (const { declarations } of customElementsManifest.modules)
          for (const declaration of declarations) {
            declaration.members = declaration.members?.filter(
              ({ name, privacy }) => privacy !== 'private' && !name.startsWith('#'),
            );
            declaration.events = declaration.events?.filter(({ name }) => name.startsWith('dateline-'));
          }
      },
    },
  ],
};
