"""A small stand-in for a Salesforce org on 127.0.0.1, for the real `sf` command line.

It takes what `sf` packs and sends, checks it with Salesforce's own WSDL and with the project's
rules, keeps it, and gives it back. Records are checked against the fields that were deployed.

    with Org(wsdl.refusals) as org:
        cli = Cli(org, project, home)
        cli("project", "deploy", "start", "--source-dir", "force-app")
        cli.login("my-sandbox")
        cli.run("data", "query", "--query", "...", "--target-org", "my-sandbox")

What it does not prove:

- that an org takes the metadata: an org knows more rules, features and limits than the WSDL and
  the project's rules do. It also takes elements in another order, which this refuses;
- what an org adds or changes in what it gives back, but for the rows in `metadata.ADDED`, what is
  in `additions`, and the values of picklists: one that a deploy leaves out is kept as inactive,
  after the others;
- what runs in an org: no flow, formula, validation rule, default value or layout works here, and
  nobody's permissions are asked: hidden from the user of `sf` is what a test hides. Only the
  statuses of campaigns are kept as an org keeps them. A deleted field or permission set is gone
  at once, and from nothing that names it. Of a flow only the newest version is known, active or
  not;
- bulk jobs, the REST form of deploys, source tracking, and any SOQL but the simplest. A batch
  takes only queries and what is below `sobjects`.

What `verify` asks is answered from what was deployed and the records, in the form that
Salesforce documents. That a real org gives a field the same type, or lists the same values of
`CampaignMember.Status`, is taken from the documentation and not proven here.

What a permission set grants besides objects and fields is answered as the object reference has it:
SetupEntityAccess by ids, and each of these where its object has the names. That a real org calls a
standard app, or a tab of an org with a namespace, as its file does, is not proven here.

That an installed package is a Publisher of the Tooling API is taken from the documentation. The
names of a package's components in a retrieve follow from how Salesforce names them, and no org was
asked for them.

Where it knows no answer it refuses (HTTP 404, or MALFORMED_QUERY), so that no test passes by luck.
"""

from org.cli import Cli
from org.server import TOKEN, Org

__all__ = ["TOKEN", "Cli", "Org"]
