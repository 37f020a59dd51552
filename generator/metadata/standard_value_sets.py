"""The names of standard value sets, from the Metadata API developer guide and retrieved files.

Every release may add some: what is not here may exist all the same.
"""

NAMES = frozenset(
    {
        *("AccountContactMultiRoles", "AccountContactRole", "AccountOwnership", "AccountRating"),
        *("AccountType", "AssetActionCategory", "AssetRelationshipType", "AssetStatus"),
        *("AssociatedLocationType", "CampaignMemberStatus", "CampaignStatus", "CampaignType"),
        *("CaseContactRole", "CaseOrigin", "CasePriority", "CaseReason", "CaseStatus", "CaseType"),
        *("ChangeRequestBusinessReason", "ChangeRequestCategory", "ChangeRequestImpact"),
        *("ChangeRequestPriority", "ChangeRequestRiskLevel", "ChangeRequestStatus"),
        *("ContactPointAddressType", "ContactPointUsageType", "ContactRequestReason"),
        *("ContactRequestStatus", "ContactRole", "ContractContactRole", "ContractLineItemStatus"),
        *("ContractStatus", "EntitlementType", "EventSubject", "EventType"),
        *("FinanceEventType", "FiscalYearPeriodName", "FiscalYearPeriodPrefix"),
        *("FiscalYearQuarterName", "FiscalYearQuarterPrefix", "FulfillmentStatus"),
        *("FulfillmentType", "IdeaCategory", "IdeaMultiCategory", "IdeaStatus", "IdeaThemeStatus"),
        *("IncidentCategory", "IncidentImpact", "IncidentPriority", "IncidentStatus"),
        *("IncidentSubCategory", "IncidentType", "IncidentUrgency", "Industry", "LeadSource"),
        *("LeadStatus", "LocationType", "MilitaryService", "OpportunityCompetitor"),
        *("OpportunityStage", "OpportunityType", "OrderItemSummaryChgRsn", "OrderStatus"),
        *("OrderSummaryRoutingSchdRsn", "OrderSummaryStatus", "OrderType", "PartnerRole"),
        *("ProblemCategory", "ProblemImpact", "ProblemPriority", "ProblemStatus"),
        *("ProblemSubCategory", "ProblemUrgency", "ProcessExceptionCategory"),
        *("ProcessExceptionPriority", "ProcessExceptionSeverity", "ProcessExceptionStatus"),
        *("Product2Family", "ProductRequestStatus", "QuantityUnitOfMeasure", "QuestionOrigin"),
        *("QuickTextCategory", "QuickTextChannel", "QuoteStatus", "ResourceAbsenceType"),
        *("ReturnOrderLineItemProcessPlan", "ReturnOrderLineItemReasonForRejection"),
        *("ReturnOrderLineItemReasonForReturn", "ReturnOrderLineItemRepaymentMethod"),
        *("ReturnOrderShipmentType", "ReturnOrderStatus", "RoleInTerritory2", "SalesTeamRole"),
        *("Salutation", "ScorecardMetricCategory", "ServiceAppointmentStatus"),
        *("ServiceContractApprovalStatus"),
        *("ServiceTerritoryMemberRole", "ShiftStatus"),
        *("ShipmentStatus", "SkillType", "SocialPostClassification"),
        *("SocialPostEngagementLevel", "SocialPostReviewedStatus", "SolutionStatus"),
        *("StatusReason", "TaskPriority", "TaskStatus", "TaskSubject", "TaskType"),
        *("TimeSheetStatus", "TimeSlotType", "UnitOfMeasure", "WorkOrderLineItemPriority"),
        *("WorkOrderLineItemStatus", "WorkOrderPriority", "WorkOrderStatus", "WorkStepStatus"),
        *("WorkTypeDefApptType", "WorkTypeGroupAddInfo"),
    }
)
