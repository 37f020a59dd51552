"""A small Flow engine over a small org in memory, to run the flows that we generate.

It knows exactly the elements, children and operators that our templates print, and refuses all
others, so that nothing new passes untested.

What it does not prove. It was written from documentation, by those who wrote the flows, and never
compared with an org, so a rule that both misread passes here:

- that an org accepts the metadata, lets these flows start on these objects, and lets the person
  who saves create what they create: there is no access, no sharing, no licence;
- how Salesforce splits many records into batches, tries a batch again without the records that
  failed, and counts limits. Here a batch is as large as it is, and of what fails for one interview
  nothing is written, while the others go on;
- what the copy of a campaign brings along, and when; which SortOrder a new campaign starts with;
  that a new default takes the place of the old one: see `Org` for what is taken for true;
- that a flow goes back on what it wrote where a fault has no path, and all that other flows,
  triggers and rules of the org add.

Where Flow is lenient or the documentation silent, this is strict: texts are compared with their
capitals, to add nothing is an error, and so is a field that was not asked for.
"""
