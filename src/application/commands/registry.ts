import type { DomainCommand } from '../../domain/catalogue';
import type { Asked, PublicCommandType, Told } from './asked';
import * as call from './call';
import * as campaign from './campaign';
import * as client from './client';
import * as enquiry from './enquiry';
import * as invoice from './invoice';
import * as manager from './manager';
import * as offer from './offer';
import * as policy from './policy';
import * as product from './product';
import * as reasons from './reasons';

export type CommandClass = new () => Asked;

/**
 * Every command that can be posted, with its class: the one list. A command of the domain that is neither here nor
 * internal does not compile, nor does a class whose fields are not exactly those of its command (see below).
 */
export const commandClasses = {
  LogCall: call.LogCall,
  CorrectCall: call.CorrectCall,
  VoidCall: call.VoidCall,
  PlanCampaign: campaign.PlanCampaign,
  FreezeTargets: campaign.FreezeTargets,
  LaunchCampaign: campaign.LaunchCampaign,
  CloseCampaign: campaign.CloseCampaign,
  RegisterClient: client.RegisterClient,
  CorrectClientDetails: client.CorrectClientDetails,
  ClassifyClient: client.ClassifyClient,
  AssignClient: client.AssignClient,
  RecordConsent: client.RecordConsent,
  MergeClient: client.MergeClient,
  ReverseMerge: client.ReverseMerge,
  EraseClient: client.EraseClient,
  ReceiveEnquiry: enquiry.ReceiveEnquiry,
  AssignEnquiry: enquiry.AssignEnquiry,
  AnswerEnquiry: enquiry.AnswerEnquiry,
  PauseEnquiry: enquiry.PauseEnquiry,
  ResumeEnquiry: enquiry.ResumeEnquiry,
  FulfilEnquiry: enquiry.FulfilEnquiry,
  DeclineEnquiry: enquiry.DeclineEnquiry,
  AbandonEnquiry: enquiry.AbandonEnquiry,
  ReopenEnquiry: enquiry.ReopenEnquiry,
  IssueInvoice: invoice.IssueInvoice,
  RecordPayment: invoice.RecordPayment,
  RecordDelivery: invoice.RecordDelivery,
  VoidInvoice: invoice.VoidInvoice,
  IssueCreditNote: invoice.IssueCreditNote,
  RecordRefund: invoice.RecordRefund,
  RegisterManager: manager.RegisterManager,
  MoveToTeam: manager.MoveToTeam,
  RecordAbsence: manager.RecordAbsence,
  RecordDeparture: manager.RecordDeparture,
  MakeOffer: offer.MakeOffer,
  ReviseOffer: offer.ReviseOffer,
  AcceptOffer: offer.AcceptOffer,
  RecordRefusal: offer.RecordRefusal,
  CorrectRefusal: offer.CorrectRefusal,
  DeferOffer: offer.DeferOffer,
  WithdrawOffer: offer.WithdrawOffer,
  VoidOffer: offer.VoidOffer,
  SetServiceTargets: policy.SetServiceTargets,
  DefineCalendar: policy.DefineCalendar,
  SetDiscountLimits: policy.SetDiscountLimits,
  SetLateEntryLimit: policy.SetLateEntryLimit,
  IntroduceProduct: product.IntroduceProduct,
  SetPrice: product.SetPrice,
  SetUnitCost: product.SetUnitCost,
  ChangeAvailability: product.ChangeAvailability,
  WithdrawProduct: product.WithdrawProduct,
  ReinstateProduct: product.ReinstateProduct,
  DefineReason: reasons.DefineReason,
  RetireReason: reasons.RetireReason,
  RemapReason: reasons.RemapReason,
} as const satisfies { readonly [Type in PublicCommandType]: new () => Asked & Told<Type> };

type AllFieldsOf<Value> = Value extends readonly (infer Item)[]
  ? readonly AllFieldsOf<Item>[]
  : Value extends object
    ? { [Field in keyof Value]-?: AllFieldsOf<NonNullable<Value[Field]>> }
    : Value;

/** Equal in what is required and in all that is optional, at every depth. */
type IsSame<One, Other> = [One, AllFieldsOf<One>] extends [Other, AllFieldsOf<Other>]
  ? [Other, AllFieldsOf<Other>] extends [One, AllFieldsOf<One>]
    ? true
    : false
  : false;

type FieldsOf<Class extends CommandClass> = Omit<InstanceType<Class>, keyof Asked>;

type Drifted = {
  [Type in PublicCommandType]: IsSame<FieldsOf<(typeof commandClasses)[Type]>, Told<Type>> extends true ? never : Type;
}[PublicCommandType];

/** Names the classes whose fields are not those of the domain's command. @public */
export type NoneDrifted<Names extends never = Drifted> = Names;

/** Whether a type and its data are a command: true for what was made of a class of the list above. */
export const isCommand = (command: { readonly type: string; readonly data: object }): command is DomainCommand =>
  Object.hasOwn(commandClasses, command.type);
