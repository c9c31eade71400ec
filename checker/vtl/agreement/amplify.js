// amplify-velocity-template: each line of the input is {"template": "…", "variables": {…}}, each line of the output
// {"text": "…"} or {"error": "…"}.

const readline = require("node:readline");
const { Compile, parse } = require("amplify-velocity-template");

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { template, variables } = JSON.parse(line);
  let answer;
  try {
    answer = { text: new Compile(parse(template)).render(variables, null, true) };
  } catch (error) {
    answer = { error: String(error.message ?? error).split("\n")[0] };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
