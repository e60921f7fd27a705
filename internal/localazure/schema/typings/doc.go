// Package typings reads the shapes of resources out of the npm package @pulumi/azure-native.
//
// It is called by the generator and by the test that compares the committed shapes with the typings. It reads files and
// nothing else. The typings are regular, so it understands just the forms that occur in them; anything else is an error
// that names file and line, never a guess.
//
// Where each fact comes from:
//
//   - <module>/<version>/index.d.ts says which file holds a resource or a function;
//   - <resource>.d.ts has the outputs as fields of the class and the inputs as the interface <Resource>Args;
//   - <resource>.js has the defaults of the inputs, the outputs that are always secret, the aliases and the token;
//   - types/input.d.ts and types/output.d.ts have the nested object types, one namespace per module and version;
//   - types/input.js has the defaults of the nested input types;
//   - types/enums/<module>/<version>/index.d.ts has the values of the enumerations.
package typings
