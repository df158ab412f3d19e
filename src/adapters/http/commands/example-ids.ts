/** Ids that the examples of the API share, so that one example can be sent after the other. */
export const exampleIds = {
  call: '6f9619ff-8b86-4d01-b42d-00cf4fc964f1',
  campaign: '6f9619ff-8b86-4d01-b42d-00cf4fc964f2',
  client: '6f9619ff-8b86-4d01-b42d-00cf4fc964f3',
  otherClient: '6f9619ff-8b86-4d01-b42d-00cf4fc964f4',
  enquiry: '6f9619ff-8b86-4d01-b42d-00cf4fc964f5',
  event: '6f9619ff-8b86-4d01-b42d-00cf4fc964f6',
  invoice: '6f9619ff-8b86-4d01-b42d-00cf4fc964f7',
  line: '6f9619ff-8b86-4d01-b42d-00cf4fc964f8',
  manager: '6f9619ff-8b86-4d01-b42d-00cf4fc964f9',
  offer: '6f9619ff-8b86-4d01-b42d-00cf4fc964fa',
  product: '6f9619ff-8b86-4d01-b42d-00cf4fc964fb',
} as const;
