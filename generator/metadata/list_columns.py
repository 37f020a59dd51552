"""The standard fields of every custom object, and their names in the file of a list view."""

LIST_COLUMNS = {
    "Name": "NAME",
    "CreatedDate": "CREATED_DATE",
    "CreatedById": "CREATEDBY_USER",
    "LastModifiedDate": "LAST_UPDATE",
    "LastModifiedById": "UPDATEDBY_USER",
    "OwnerId": "OWNER.ALIAS",
    "Id": "OBJECT_ID",
    "LastActivityDate": "LAST_ACTIVITY",
    "RecordTypeId": "RECORDTYPE",
}
