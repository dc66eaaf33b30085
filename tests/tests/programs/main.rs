//! Typical programs as their users would write them: each compiles, and runs against what it would meet.
//!
//! They are read critically. What hurts in one of them is changed in the generator or the runtime, not in the program.

mod add_member;
mod create_event;
mod failed_sign_ins;
mod invite_guest;
mod org_chart;
mod report_scripts;
mod search_messages;
mod send_attachment;
mod sync_drive;
mod unread_mail;
mod upload_video;
