// Where the chat finds its data, and who may sign in.
//
// Everything is empty here: the site then reads the files in data/. Nobody edits this file. On AWS you upload a config.js
// of your own under the same key, and the checker serves its own in the same way.
//
//   apiEndpoint   the address of your API's stage, for instance 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod'
//   canPost       true when the API takes new messages too, from lab 5 on: conversations then have a field for one
//   region        the region of the user pool
//   userPoolId    the user pool
//   clientId      the app client of the user pool, one without a secret
//
// With userPoolId and clientId the site wants a sign-in, from lab 7 on. One more field is for a Cognito that is not on AWS:
// userPoolEndpoint, its address. The checker sets it.
globalThis.ChatApp = { apiEndpoint: '', canPost: false, region: '', userPoolId: '', clientId: '' };
