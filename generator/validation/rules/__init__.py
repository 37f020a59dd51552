"""The rules, by what they are about; each module holds its rows and what finds them broken."""
