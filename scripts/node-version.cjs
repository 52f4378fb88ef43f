// Plain JavaScript on purpose: it must run on a Node that is too old for the program itself.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Gloss needs Node 24 or newer and this is ${process.versions.node}: run it with "npm start" after "npm install" ` +
      '(Linux and Windows then get the right Node from npm), or install Node 24 from nodejs.org.',
  );
  process.exit(1);
}
