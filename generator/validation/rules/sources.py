"""Where rules are from, as their rows name it."""

DEPLOYS = "error message of a deploy"
GUIDE = "Metadata API developer guide"
HELP = "Salesforce Help"
REPRODUCED = "reproduced with the Salesforce CLI"
RETRIEVED = "form of retrieved files"
SKILLS = "forcedotcom/sf-skills"
UNBROKEN = "no retrieved file breaks it"
